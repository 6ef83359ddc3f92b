const express = require('express');
const app = express();
app.get('/', (_, answer) => answer.send('board'));
app.listen(process.env.PORT || 3000);
