"""What is handed out to people outside: each from a list of the columns that they may see."""
