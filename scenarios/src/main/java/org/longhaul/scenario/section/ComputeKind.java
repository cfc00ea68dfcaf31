package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.extension.PlainNumber;
import org.longhaul.simulator.compute.Precision;
import org.longhaul.topology.unit.Durations;
import org.longhaul.topology.unit.FlopRate;

/** The ways to say how long a worker computes in a step; a closed set, each with a record of settings. */
public enum ComputeKind implements Extension<Record> {
    /** From floating-point operations, a device's peak rate and the share of it that is reached. */
    DEVICE("Operations of the charged model over a device's peak rate times MFU.", Device.class),
    /** A stated duration. */
    STEP_TIME("A stated duration of a whole step.", StepTime.class),
    /** A stated rate. */
    THROUGHPUT("A stated rate of steps or tokens of one worker.", Stated.class),
    /** Measured on this machine. */
    MEASURED("The trained model's step as measured here once, times a factor.", Measured.class),
    /** From floating-point operations and the rate of each host's own profile. */
    PROFILES(
            "Operations of the charged model over the rate of the profile that a worker's host is called after.",
            Profiles.class);

    private static final double LEAST_MFU = 1e-6;
    private static final int MOST_DEVICES = 1_000_000;
    private static final Duration LONGEST_STEP = Duration.ofDays(365);

    private final String description;
    private final Class<? extends Record> settingsType;

    ComputeKind(String description, Class<? extends Record> settingsType) {
        this.description = description;
        this.settingsType = settingsType;
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String source() {
        return this == DEVICE
                ? "Chowdhery et al., PaLM, 2022, section 4.1 (model FLOPs utilisation)"
                : "stated or measured by the user";
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    @SuppressWarnings("unchecked") // Every one of them is a record.
    public Class<Record> settingsType() {
        return (Class<Record>) settingsType;
    }

    /** Settings of {@link #DEVICE}. */
    public record Device(
            @JsonPropertyDescription("device of the shipped table, such as h100-sxm; see longhaul list devices")
                    String device,
            @JsonProperty(defaultValue = "0.4")
                    @JsonPropertyDescription("model FLOPs utilisation: share of the peak rate")
                    double mfu,
            @JsonProperty(defaultValue = "bf16") @JsonPropertyDescription("number format of the matrix products")
                    Precision precision,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("devices of one worker") int devices,
            @Nullable @JsonPropertyDescription("peak rate instead of the table's, such as 989 TFLOP/s") FlopRate peak) {
        public Device {
            if (!(mfu >= LEAST_MFU && mfu <= 1)) {
                throw new IllegalArgumentException("mfu (" + PlainNumber.of(mfu) + ") must lie in [1e-6, 1].");
            }
            if (devices < 1 || devices > MOST_DEVICES) {
                throw new IllegalArgumentException("devices (" + devices + ") must lie in [1, " + MOST_DEVICES + "].");
            }
        }
    }

    /** Settings of {@link #STEP_TIME}. */
    public record StepTime(
            @JsonPropertyDescription("forward, backward and update of one step, such as 2.9 s") Duration stepTime) {
        public StepTime {
            if (stepTime.isNegative() || stepTime.compareTo(LONGEST_STEP) > 0) {
                throw new IllegalArgumentException(
                        "stepTime (" + Durations.shown(stepTime) + ") must lie in [0 s, 365 d].");
            }
        }
    }

    /** Settings of {@link #THROUGHPUT}. */
    public record Stated(
            @JsonPropertyDescription("rate of one worker, such as 0.12 steps/s or 40000 tokens/s")
                    Throughput throughput) {}

    /** Settings of {@link #PROFILES}. */
    public record Profiles(
            @JsonPropertyDescription(
                            "true: each host by the profile that it is called after, such as phone17; see longhaul list clients")
                    boolean profiles,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("factor from the profiles' time of a step to the charged one")
                    double scale) {
        public Profiles {
            if (!profiles) {
                throw new IllegalArgumentException(
                        "profiles (false) must be true; leave it out to choose another way.");
            }
            if (!(scale >= 1e-9 && scale <= 1e9)) {
                throw new IllegalArgumentException("scale (" + PlainNumber.of(scale) + ") must lie in [1e-9, 1e9].");
            }
        }
    }

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
            if (!(scale >= 1e-9 && scale <= 1e9)) {
                throw new IllegalArgumentException("scale (" + PlainNumber.of(scale) + ") must lie in [1e-9, 1e9].");
            }
        }
    }
}
