package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.compute.Precision;
import org.longhaul.topology.unit.FlopRate;

/** The ways to say how long a worker computes in a step; a closed set, each with a record of settings. */
public enum ComputeKind {
    /** From floating-point operations, a device's peak rate and the share of it that is reached. */
    DEVICE("Operations of the charged model over a device's peak rate times MFU.", Device.class),
    /** A stated duration. */
    STEP_TIME("A stated duration of a whole step.", StepTime.class),
    /** A stated rate. */
    THROUGHPUT("A stated rate of steps or tokens of one worker.", Stated.class),
    /** Measured on this machine. */
    MEASURED("The trained model's step as measured here once, times a factor.", Measured.class);

    private final String description;
    private final Class<? extends Record> settingsType;

    ComputeKind(String description, Class<? extends Record> settingsType) {
        this.description = description;
        this.settingsType = settingsType;
    }

    /** How a scenario names it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where the rule comes from. */
    public String source() {
        return this == DEVICE
                ? "Chowdhery et al., PaLM, 2022, section 4.1 (model FLOPs utilisation)"
                : "stated or measured by the user";
    }

    /** One sentence. */
    public String description() {
        return description;
    }

    /** The record of settings. */
    public Class<? extends Record> settingsType() {
        return settingsType;
    }

    /** Settings of {@link #DEVICE}. */
    public record Device(
            @JsonPropertyDescription("device of the shipped table, such as h100-sxm; see longhaul methods")
                    String device,
            @JsonProperty(defaultValue = "0.4")
                    @JsonPropertyDescription("model FLOPs utilisation: share of the peak rate")
                    double mfu,
            @JsonProperty(defaultValue = "bf16") @JsonPropertyDescription("number format of the matrix products")
                    Precision precision,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("devices of one worker") int devices,
            @Nullable @JsonPropertyDescription("peak rate instead of the table's, such as 989 TFLOP/s") FlopRate peak) {
        public Device {
            if (!(mfu > 0 && mfu <= 1)) {
                throw new IllegalArgumentException("mfu (" + mfu + ") must be above 0 and at most 1.");
            }
            if (devices < 1) {
                throw new IllegalArgumentException("devices (" + devices + ") must be at least 1.");
            }
        }
    }

    /** Settings of {@link #STEP_TIME}. */
    public record StepTime(
            @JsonPropertyDescription("forward, backward and update of one step, such as 2.9 s") Duration stepTime) {
        public StepTime {
            if (stepTime.isNegative()) {
                throw new IllegalArgumentException("stepTime (" + stepTime + ") must not be negative.");
            }
        }
    }

    /** Settings of {@link #THROUGHPUT}. */
    public record Stated(
            @JsonPropertyDescription("rate of one worker, such as 0.12 steps/s or 40000 tokens/s")
                    Throughput throughput) {}

    /** Settings of {@link #MEASURED}. */
    public record Measured(
            @JsonPropertyDescription("true") boolean measured,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("factor from the measured to the charged step time")
                    double scale) {
        public Measured {
            if (!measured) {
                throw new IllegalArgumentException(
                        "measured (false) must be true; leave it out to choose another way.");
            }
            if (!(scale > 0)) {
                throw new IllegalArgumentException("scale (" + scale + ") must be above 0.");
            }
        }
    }
}
