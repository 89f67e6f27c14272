// What the scripts say, in the language of the page: `say("Edit {field}", { field: … })`. A page in another language than
// English has loaded what stands for each text; every text is a literal, so that it is found for the translators.
window.say = (text, values = {}) => (window.texts?.[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
