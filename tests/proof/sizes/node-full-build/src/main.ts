console.log('mailer', process.argv.length);
