import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

// A feature is a thing a person does; it stands alone. Everything shared lies in design, route, text or backend.
/**
 * @param {{ tauri?: boolean; features?: boolean; backend?: boolean; up?: boolean }} allowed
 * @returns {['error', { patterns: { group: string[]; message: string }[] }]}
 */
const reach = (allowed) => [
  'error',
  {
    patterns: [
      // A screen in a folder of its feature takes what the feature shares from the folder above it.
      {
        group: [allowed.up ? '../../*' : '../*'],
        message: 'Use the aliases $design, $route, $text, $backend, $features.'
      },
      ...(allowed.tauri
        ? []
        : [{ group: ['@tauri-apps/*'], message: 'Only src/backend speaks to Tauri: go through $backend.' }]),
      ...(allowed.features ? [] : [{ group: ['$features/*'], message: 'Only src/App.svelte puts features together.' }]),
      ...(allowed.backend
        ? []
        : [{ group: ['$backend/*'], message: 'Shared parts know no incident: take data through props.' }])
    ]
  }
];

export default ts.config(
  { ignores: ['dist', 'test-results', 'playwright-report', 'src/backend/bindings.ts'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } }
  },
  {
    rules: {
      // svelte-check knows the types and the globals; this rule does not.
      'no-undef': 'off',
      eqeqeq: 'error',
      'no-alert': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-warning-comments': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'svelte/no-at-html-tags': 'error',
      'svelte/block-lang': ['error', { script: 'ts' }],
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      // A style attribute in the markup is refused by the content security policy; style: directives go through the CSSOM.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'SvelteElement[kind="html"] > SvelteStartTag > SvelteAttribute[key.name="style"]',
          message: 'Use a class or a style: directive.'
        },
        {
          selector: 'SvelteElement[kind="component"] > SvelteStartTag > SvelteAttribute[key.name=/^--/]',
          message:
            'Svelte wraps it in an element with a style attribute, which the policy refuses: use a prop and a class.'
        }
      ],
      'svelte/no-top-level-browser-globals': 'off'
    }
  },
  { files: ['src/**'], rules: { 'no-restricted-imports': reach({}) } },
  { files: ['src/features/**'], rules: { 'no-restricted-imports': reach({ backend: true }) } },
  { files: ['src/features/*/*/**'], rules: { 'no-restricted-imports': reach({ backend: true, up: true }) } },
  { files: ['src/backend/**'], rules: { 'no-restricted-imports': reach({ backend: true, tauri: true }) } },
  { files: ['src/*'], rules: { 'no-restricted-imports': reach({ backend: true, features: true }) } },
  { files: ['*.js'], rules: { 'no-console': 'off' } }
);
