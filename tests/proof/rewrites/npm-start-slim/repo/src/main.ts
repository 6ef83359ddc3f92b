declare function require(name: string): any;
console.log(require('nanoid').nanoid().length);
