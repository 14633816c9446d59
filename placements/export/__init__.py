"""What is handed out: files made from a judged plan."""
