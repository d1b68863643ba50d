import { overBridge } from './bridge';
import type { Backend } from './contract';
import { overTauri } from './tauri';

/** Rust, however it is reached from here. */
export const backend: Backend = '__TAURI_INTERNALS__' in window ? overTauri() : overBridge();
