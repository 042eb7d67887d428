import './theme/tokens.css';
import './theme/components.css';
import './theme/shell.css';
import { mount } from 'svelte';
import App from './app/App.svelte';
import { packagedExamples, packagedLessons } from './app/library.ts';
import { chooseHost } from './host/choose.ts';
import { workerPort } from './state/port.ts';
import { pageSurroundings } from './state/surroundings.ts';
import { insertIcons } from './theme/insert-icons.ts';

insertIcons(document);
mount(App, {
  target: document.body,
  props: {
    options: {
      makePort: () => workerPort(new Worker(new URL('./worker/worker.ts', import.meta.url), { type: 'module' })),
      host: chooseHost(window),
      surroundings: pageSurroundings(window),
      packaged: { examples: packagedExamples(), lessons: packagedLessons() },
    },
  },
});
