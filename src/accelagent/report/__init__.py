"""Views of a finished run: HTML page, terminal tables, JSON and Markdown; nothing here measures or decides."""
