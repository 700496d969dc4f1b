"""Classrooms: members, shared runs, tasks and the board. Imports jobs, never the other way."""

from dashboard.classroom.rooms import note_run, sweep_rooms
from dashboard.jobs import queue

queue.on_submit.append(note_run)
queue.on_start.append(sweep_rooms)
