const express = require('express');

const app = express();
app.get('/', (_, answer) => answer.send('npm'));
app.listen(process.env.PORT || 3000, '127.0.0.1');
