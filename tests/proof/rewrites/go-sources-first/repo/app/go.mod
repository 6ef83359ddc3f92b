module example.org/hall

go 1.22

require example.org/greet v1.0.0
