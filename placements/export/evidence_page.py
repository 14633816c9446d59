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
@page { size: A4; margin: 10mm 12mm }
body { font: 8pt/1.25 system-ui, "Segoe UI", Arial, sans-serif; color: #111; max-width: 186mm;
  margin: 0 auto; padding: 4mm }
article { break-after: page } article:last-child { break-after: auto }
h1 { font-size: 13pt; margin: 0 0 1mm } h2 { font-size: 9.5pt; margin: 2mm 0 .3mm;
  break-after: avoid } tr { break-inside: avoid }
p { margin: 0 0 1mm } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .35mm 2mm .35mm 0;
  border-bottom: .2mm solid #bbb }
th { font-weight: 600; vertical-align: bottom } .n { text-align: right; white-space: nowrap }
.l { white-space: nowrap }
code { font-size: 7pt; overflow-wrap: anywhere } .small { font-size: 7.5pt; color: #333 }
@media print { body { padding: 0 } }
</style>
</head>
<body>
{% for page in pages %}
<article>
<h1>{{ page.title }}</h1>
<p>{{ page.round }}. {{ page.about }}.</p>
<h2>How it was decided</h2>
<p>All learners were placed together, by the aims below in strict order: one further down never
costs anything at one further up. Standing of the plan: {{ origin.standing }}.
{% if origin.run %}
Made by placements{{ " " ~ origin.run.version if origin.run.version }}, which proved what no plan
can be below.
{% else %}
No account of a run of this very plan and round lies beside it, so how good it is was not proven.
{% endif %}
</p>
{% if broken %}
<p><strong>The plan breaks rules of its round: {{ broken }}</strong> (placements verify lists them).
{% if page.left_out %}
Costs below are of the plan without {{ page.left_out }}.
{% endif %}
</p>
{% endif %}
<table>
<thead><tr><th scope="col">Aim</th><th scope="col">Counts (less is better)</th>
<th scope="col" class="n">This plan</th>
<th scope="col" class="n">Cannot be below</th></tr></thead>
<tbody>
{% for level in levels %}
<tr><td class="l">({{ loop.index }}) {{ level.name }}</td><td>{{ level.counts }}</td>
<td class="n">{{ level.value }}</td><td class="n">{{ level.bound }}</td></tr>
{% endfor %}
</tbody>
</table>
<h2>The plan</h2>
<table>
<thead><tr><th scope="col">Block</th><th scope="col">From</th><th scope="col" class="n">Weeks</th>
<th scope="col">Where</th><th scope="col" class="n">Minutes</th>
{% if page.wishes %}<th scope="col" class="n">Wish</th>{% endif %}
<th scope="col" class="n">Open</th></tr></thead>
<tbody>
{% for block in page.blocks %}
<tr><td class="l">{{ block.code }}</td><td class="l">{{ block.when }}</td>
<td class="n">{{ block.weeks }}</td><td>{{ block.where }}</td><td class="n">{{ block.minutes }}</td>
{% if page.wishes %}<td class="n">{{ block.wish }}</td>{% endif %}
<td class="n">{{ block.open }}</td></tr>
{% endfor %}
</tbody>
</table>
<p class="small">Minutes are one way{{ " (est.: from the distance, not measured)" if page.estimated
}}; open: settings that no rule barred.</p>
{% if page.bars %}
<h2>Why settings were not open</h2>
<p class="small">A setting is open when no rule bars it for that block; several may. The number is
of settings barred in some block above.</p>
<table>
<thead><tr><th scope="col">Rule</th><th scope="col" class="n">Settings</th>
<th scope="col">Figures</th></tr></thead>
<tbody>
{% for rule, number, figures in page.bars %}
<tr><td>{{ rule }}</td><td class="n">{{ number }}</td><td>{{ figures }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% if page.nearest %}
<p class="small" style="margin-top: 1.5mm">The nearest of them; closed.csv has all.</p>
<table>
<thead><tr><th scope="col">Not open</th><th scope="col" class="n">Minutes</th>
<th scope="col">Why</th></tr></thead>
<tbody>
{% for setting, minutes, why in page.nearest %}
<tr><td>{{ setting }}</td><td class="n">{{ minutes }}</td><td>{{ why }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% if page.options %}
<h2>What choosing another open setting would cost everybody</h2>
<p class="small">Each line is the best plan with that choice, less this plan, at each aim: a plus is
worse, and an aim further right never makes up for one further left. Two numbers are the ends
between which it lies.
{% for number, gap in behind %}
At ({{ number }}) this plan itself may be {{ gap }} above the best there is; a lower end has that
in it.
{% endfor %}
Taken: places for such a learner that others hold, in the fullest week of the block.
{% if not page.alone %}moves.csv names every placement that would move.{% endif %}
</p>
<table>
<thead><tr>{% if not page.alone %}<th scope="col">Block</th>{% endif %}
<th scope="col">Instead at</th><th scope="col" class="n">Minutes</th>
{% if page.wishes %}<th scope="col" class="n">Wish</th>{% endif %}
<th scope="col" class="n">Taken</th>
{% for level in levels %}<th scope="col" class="n">({{ loop.index }})</th>{% endfor %}
<th scope="col">What else would move</th></tr></thead>
<tbody>
{% for option in page.options %}
<tr>{% if not page.alone %}<td class="l">{{ option.code }}</td>{% endif %}
<td>{{ option.where }}</td><td class="n">{{ option.minutes }}</td>
{% if page.wishes %}<td class="n">{{ option.wish }}</td>{% endif %}
<td class="n">{{ option.room }}</td>
{% for cost in option.costs %}<td class="n">{{ cost }}</td>{% endfor %}
<td>{{ option.moves }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
<h2>How to check this page</h2>
<p class="small">
SHA-256 of the plan file <code>{{ origin.plan_sha256 }}</code>, of the round's content
(input_sha256 in run.json) <code>{{ round_sha256 }}</code>. With these two, placements verify ROUND
PLAN finds whether the plan keeps every rule and the value of every aim; placements explain prints
this answer again; placements why-not lists each setting and what bars it. Other learners are named
by their codes: for those who decide, not to hand on.</p>
</article>
{% else %}
<p>Everybody has a place in every block.</p>
{% endfor %}
</body>
</html>
"""
