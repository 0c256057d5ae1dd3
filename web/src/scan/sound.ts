/** A tone for right and another for wrong; silent where the browser has no sound. */
const TONES = { good: [880], bad: [220, 180] } as const;
let context: AudioContext | undefined;

export function beep(which: keyof typeof TONES): void {
  if (!("AudioContext" in globalThis)) return;
  context ??= new AudioContext();
  const begin = context.currentTime;
  for (const [at, pitch] of TONES[which].entries()) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.value = 0.15;
    tone.connect(volume).connect(context.destination);
    tone.start(begin + at * 0.16);
    tone.stop(begin + at * 0.16 + 0.13);
  }
}
