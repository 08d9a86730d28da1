"""What an instructor makes: new assignments, releases, a course to look at."""
