#!/bin/bash
gnuplot --version
