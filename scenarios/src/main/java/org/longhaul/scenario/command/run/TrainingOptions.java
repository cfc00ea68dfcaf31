package org.longhaul.scenario.command.run;

import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that train. */
final class TrainingOptions {
    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            description = "where to train (default: auto, the GPU if there is one)")
    @Nullable
    String device;

    @Option(names = "--threads", paramLabel = "N", description = "training threads (default: one for each core)")
    @Nullable
    Integer threads;

    @Mixin
    ResultOptions result = new ResultOptions();

    TrainingOptions() {}

    Device device(String otherwise) {
        try {
            return Device.parse(device == null ? otherwise : device);
        } catch (IllegalArgumentException e) {
            throw new WrongInputException("--device: " + e.getMessage(), e);
        }
    }

    int threads(int otherwise) {
        Integer wanted = threads;
        if (wanted == null) {
            return otherwise;
        }
        if (wanted < 1 || wanted > 1024) {
            throw new WrongInputException("--threads is " + wanted + "; allowed: 1 to 1024");
        }
        return wanted;
    }
}
