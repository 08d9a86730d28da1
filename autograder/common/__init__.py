"""What every layer may use: files, text, screens, processors; nothing of courses."""
