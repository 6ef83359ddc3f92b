const { load } = require('cheerio');
console.log(load('<p>x</p>')('p').text());
