import subprocess

print(subprocess.run(["dot", "-V"], capture_output=True, text=True).returncode)
