import '@fontsource-variable/atkinson-hyperlegible-next/wght.css'
import { mount } from 'svelte'
import App from './App.svelte'
import './styles/app.scss'

mount(App, { target: document.body })
