"""The scheduler: jobs, what is available, and a proven timetable; it knows nothing of merchants."""
