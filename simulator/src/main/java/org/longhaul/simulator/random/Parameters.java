package org.longhaul.simulator.random;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.random.Distribution.Kind;

/** The parameters of a distribution as they were given: checked for belonging to it, and turned into it. */
record Parameters(
        Kind kind,
        @Nullable Double mean,
        @Nullable Double scale,
        @Nullable Double shape,
        @Nullable Double median,
        @Nullable Double sigma,
        @Nullable Double value) {

    Distribution distribution() {
        refuseOthers();
        return switch (kind) {
            case EXPONENTIAL -> new Distribution.Exponential(given("mean", mean));
            case WEIBULL -> new Distribution.Weibull(given("scale", scale), given("shape", shape));
            case LOG_NORMAL -> new Distribution.LogNormal(given("median", median), given("sigma", sigma));
            case CONSTANT -> new Distribution.Constant(given("value", value));
        };
    }

    private static Set<String> names(Kind kind) {
        return switch (kind) {
            case EXPONENTIAL -> Set.of("mean");
            case WEIBULL -> ImmutableSet.of("scale", "shape");
            case LOG_NORMAL -> ImmutableSet.of("median", "sigma");
            case CONSTANT -> Set.of("value");
        };
    }

    private void refuseOthers() {
        refuse("mean", mean);
        refuse("scale", scale);
        refuse("shape", shape);
        refuse("median", median);
        refuse("sigma", sigma);
        refuse("value", value);
    }

    private void refuse(String name, @Nullable Double given) {
        if (given != null && !names(kind).contains(name)) {
            throw new IllegalArgumentException(name + " is given, but the distribution " + spelling() + " takes "
                    + expected() + (kind == Kind.EXPONENTIAL ? "\nMaybe distribution: " + owner(name) + "." : ""));
        }
    }

    private double given(String name, @Nullable Double value) {
        if (value == null) {
            throw new IllegalArgumentException(
                    name + " is missing: the distribution " + spelling() + " takes " + expected());
        }
        return value;
    }

    private String spelling() {
        return spelling(kind);
    }

    private static String spelling(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String owner(String name) {
        for (Kind other : Kind.values()) {
            if (names(other).contains(name)) {
                return spelling(other);
            }
        }
        throw new IllegalStateException("no distribution has a " + name);
    }

    private String expected() {
        return switch (kind) {
            case EXPONENTIAL -> "mean.";
            case WEIBULL -> "scale and shape.";
            case LOG_NORMAL -> "median and sigma.";
            case CONSTANT -> "value.";
        };
    }
}
