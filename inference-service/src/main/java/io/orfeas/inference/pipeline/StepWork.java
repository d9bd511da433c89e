package io.orfeas.inference.pipeline;

import io.orfeas.inference.gpu.MemoryUse;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a step comes to a device. Safe for concurrent use. */
interface StepWork {
  /** On the device whatever happens: who asks for that keeps no books and hears of every fault. */
  StepWork ALWAYS =
      new StepWork() {
        @Override
        public <T> T run(Size size, Function<MemoryUse, T> device, Supplier<T> processor) {
          return device.apply(MemoryUse.UNCOUNTED);
        }

        @Override
        public StepWork forRun() {
          return this;
        }

        @Override
        public StepWork heardBy(StepListener listener) {
          return this;
        }
      };

  /**
   * Does a step.
   *
   * @param device does it there, and leaves nothing allocated when it throws
   * @param processor does it otherwise
   */
  <T> T run(Size size, Function<MemoryUse, T> device, Supplier<T> processor);

  /**
   * The same for one run, asked for on the run's thread: others may do its steps, and they wait as
   * the run does.
   */
  StepWork forRun();

  /** The same, with one more who hears where steps are done. */
  StepWork heardBy(StepListener listener);

  /**
   * How much work a step is.
   *
   * @param step its name
   * @param units its size, for example pixels; more than 0
   * @param firstGuess bytes of device memory, until something was measured; more than 0
   */
  record Size(String step, long units, long firstGuess) {}
}
