import schedule

print(len(schedule.get_jobs()))
