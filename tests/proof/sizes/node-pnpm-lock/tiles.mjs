import { scaleLinear } from 'd3';
console.log(scaleLinear([0, 1], [0, 10])(0.5));
