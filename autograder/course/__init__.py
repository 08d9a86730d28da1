"""The course directory, read: assignments, known answers, rules, Reports on disk."""
