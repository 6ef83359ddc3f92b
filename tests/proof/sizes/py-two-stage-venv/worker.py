from celery import Celery

print(Celery("jobs").main)
