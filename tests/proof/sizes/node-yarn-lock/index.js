const { DateTime } = require('luxon');
console.log(DateTime.fromISO('2026-01-02').weekday);
