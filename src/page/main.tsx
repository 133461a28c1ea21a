document.querySelector('#page')?.append('Blue-green router')
