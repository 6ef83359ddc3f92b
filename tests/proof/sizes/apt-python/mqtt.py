import paho.mqtt.client as m

print(m.MQTTv5)
