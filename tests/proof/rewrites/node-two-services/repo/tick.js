console.log('tick', typeof require('express'));
