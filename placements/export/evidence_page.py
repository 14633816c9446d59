"""The page of evidence, as a template: one sheet of paper for each explanation."""

from __future__ import annotations

PAGE = """\
<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ pages[0].title if pages|length == 1 else "Evidence" }}</title>
<style>
@page { size: A4; margin: 13mm }
body { font: 9.5pt/1.3 system-ui, "Segoe UI", Arial, sans-serif; color: #111; max-width: 184mm;
  margin: 0 auto; padding: 4mm }
article { break-after: page } article:last-child { break-after: auto }
h1 { font-size: 15pt; margin: 0 0 1mm } h2 { font-size: 11pt; margin: 4mm 0 1mm }
p { margin: 0 0 1.5mm } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .6mm 2mm .6mm 0;
  border-bottom: .2mm solid #bbb }
th { font-weight: 600 } .n { text-align: right; white-space: nowrap }
code { font-size: 8pt; overflow-wrap: anywhere } .small { font-size: 8.5pt; color: #333 }
@media print { body { padding: 0 } }
</style>
</head>
<body>
{% for page in pages %}
<article>
<h1>{{ page.title }}</h1>
<p>{{ page.round }}. {{ page.about }}.</p>
{% if page.left_out %}
<p><strong>The plan breaks rules of its round.</strong> Costs below are of the plan without
{{ page.left_out }}.</p>
{% endif %}
<h2>The plan</h2>
<table>
<thead><tr><th scope="col">Block</th><th scope="col">From</th><th scope="col" class="n">Weeks</th>
<th scope="col">Where</th><th scope="col" class="n">Minutes one way</th>
<th scope="col" class="n">Settings open</th></tr></thead>
<tbody>
{% for block in page.blocks %}
<tr><td>{{ block.code }}</td><td>{{ block.when }}</td><td class="n">{{ block.weeks }}</td>
<td>{{ block.where }}</td><td class="n">{{ block.minutes }}</td>
<td class="n">{{ block.open }}</td></tr>
{% endfor %}
</tbody>
</table>
{% if page.estimated %}
<p class="small">est.: minutes worked out from the distance, not measured.</p>
{% endif %}
{% if page.bars %}
<h2>Why the other settings were not open</h2>
<p class="small">A setting is open when none of these rules bars it for that block. One may be
barred by several; the number is of settings barred in some block above.</p>
<table>
<thead><tr><th scope="col">Rule</th><th scope="col" class="n">Settings</th></tr></thead>
<tbody>
{% for rule, number in page.bars %}
<tr><td>{{ rule }}</td><td class="n">{{ number }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% if page.options %}
<h2>What choosing another open setting would cost everybody</h2>
<p class="small">The plan was made for all learners together, by these aims in strict order:
{% for level in page.levels %}({{ loop.index }}) {{ level }}{{ "; " if not loop.last }}{% endfor %}.
Each line is the best plan with that choice, less this plan: a plus is worse, and an aim further
right never makes up for one further left. Two numbers are the ends between which it lies.</p>
<table>
<thead><tr><th scope="col">Block</th><th scope="col">Instead at</th>
<th scope="col" class="n">Minutes</th>
{% for level in page.levels %}<th scope="col" class="n">({{ loop.index }})</th>{% endfor %}
<th scope="col">Others who would move</th></tr></thead>
<tbody>
{% for option in page.options %}
<tr><td>{{ option.code }}</td><td>{{ option.where }}</td><td class="n">{{ option.minutes }}</td>
{% for cost in option.costs %}<td class="n">{{ cost }}</td>{% endfor %}
<td>{{ option.moves }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
<h2>How to check this page</h2>
<p class="small">The plan file has the SHA-256 <code>{{ plan_sha256 }}</code> (sha256sum plan.csv).
The round's content has <code>{{ round_sha256 }}</code> (input_sha256 in the run.json of a solve).
With these two, placements verify ROUND plan.csv finds whether the plan keeps every rule and the
value of every aim; placements explain prints this answer again; placements why-not lists each
setting and the rule that bars it.</p>
</article>
{% else %}
<p>Everybody has a place in every block.</p>
{% endfor %}
</body>
</html>
"""
