import './style.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { start } from './start';

const target = document.getElementById('app');
if (target) mount(App, { target });
void start();
