package org.longhaul.study.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.ListForm;
import org.longhaul.scenario.file.YamlNode;

/** The values of an axis, in one of five ways; a plain list is the values themselves. */
@ListForm("values")
record AxisSection(
        @Nullable @JsonPropertyDescription("the values one by one; the same as a plain list") List<YamlNode> values,
        @Nullable @JsonPropertyDescription("equal steps") Range range,
        @Nullable @JsonPropertyDescription("equal ratios") LogRange logRange,
        @Nullable @JsonPropertyDescription("drawn at random; all axes of this kind together, value by value")
                Drawn random,
        @Nullable @JsonPropertyDescription("points of a Sobol sequence, one dimension for each axis of this kind")
                Sobol sobol) {

    /** Equal steps from the first value to the last, which is met if a step ends there. */
    record Range(
            @JsonPropertyDescription("first value, such as 100 Mbit/s") String from,
            @JsonPropertyDescription("last value at most, such as 1 Gbit/s") String to,
            @JsonPropertyDescription("difference of two values, such as 100 Mbit/s") String step) {}

    /** Equal ratios from the first value to the last, both met. */
    record LogRange(
            @JsonPropertyDescription("first value, such as 100 Mbit/s") String from,
            @JsonPropertyDescription("last value, such as 100 Gbit/s") String to,
            @JsonPropertyDescription("how many values, both ends included") int points) {
        LogRange {
            if (points < 2) {
                throw new IllegalArgumentException("points (" + points + ") must be at least 2: both ends.");
            }
        }
    }

    /** How values spread. */
    enum Distribution {
        /** Every value between the ends is as likely. */
        UNIFORM,
        /** Every ratio between the ends is as likely. */
        LOG_UNIFORM,
        /** A bell around the mean, cut at the ends. */
        NORMAL
    }

    /** Random values. */
    record Drawn(
            @JsonProperty(defaultValue = "uniform") @JsonPropertyDescription("how values spread")
                    Distribution distribution,
            @JsonPropertyDescription("least value") String from,
            @JsonPropertyDescription("largest value") String to,
            @Nullable @JsonPropertyDescription("of normal: its mean") String mean,
            @Nullable @JsonPropertyDescription("of normal: its standard deviation") String deviation,
            @JsonPropertyDescription("how many; the same for all random axes, which are drawn together") int count,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("seed of the draw") long seed) {
        Drawn {
            if (count < 1) {
                throw new IllegalArgumentException("count (" + count + ") must be at least 1.");
            }
            boolean isNormal = distribution == Distribution.NORMAL;
            if (isNormal != (mean != null) || isNormal != (deviation != null)) {
                throw new IllegalArgumentException(
                        "mean and deviation are stated for distribution: normal, both, and for no other.");
            }
        }
    }

    /** Values of a Sobol sequence, which fill the space evenly. */
    record Sobol(
            @JsonProperty(defaultValue = "uniform") @JsonPropertyDescription("uniform or log-uniform")
                    Distribution distribution,
            @JsonPropertyDescription("least value") String from,
            @JsonPropertyDescription("largest value") String to,
            @JsonPropertyDescription("how many; the same for all Sobol axes, which share the points") int count) {
        Sobol {
            if (count < 1) {
                throw new IllegalArgumentException("count (" + count + ") must be at least 1.");
            }
            if (distribution == Distribution.NORMAL) {
                throw new IllegalArgumentException(
                        "distribution (normal) must be uniform or log-uniform for a Sobol sequence.");
            }
        }
    }

    AxisSection {
        if (Stream.of(values, range, logRange, random, sobol)
                        .filter(Objects::nonNull)
                        .count()
                != 1) {
            throw new IllegalArgumentException(
                    "an axis states its values in one way: a list, range, logRange, random or sobol.");
        }
        if (values != null && values.isEmpty()) {
            throw new IllegalArgumentException("an axis must have at least one value; here the list is empty.");
        }
        values = values == null ? null : List.copyOf(values);
    }
}
