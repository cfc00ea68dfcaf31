package org.longhaul.simulator.validation;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.CongestionControl;

/**
 * What paths the measured cases cover, computed from the cases, and whether another path lies among them.
 *
 * <p>Cases are told apart by their congestion control, by whether links lose packets at random, and by who measured them: the
 * ranges of rate, round-trip time, their product, queue, size and loss hold within one such part, so that a rate from one
 * measurement is not combined with a loss from another. Within a part they are taken as independent of each other.
 */
public final class MeasuredRanges {

    /** What two figures may differ by and still be the same one, rounded. */
    private static final double ROUNDING = 0.01;

    /** A property of paths, with the unit that it is printed in. */
    public enum Property {
        /** Rate of the slowest link. */
        RATE("rate", "Mbit/s", 1e-6),
        /** Round-trip time without queues. */
        ROUND_TRIP("round-trip time", "ms", 1e3),
        /** Rate times round-trip time. */
        PRODUCT("bandwidth-delay product", "kB", 1e-3),
        /** Room in the queue before the slowest link. */
        QUEUE("queue", "bandwidth-delay products", 1),
        /** Payload of a transfer. */
        SIZE("size", "kB", 1e-3),
        /** Share of packets lost at random. */
        LOSS("loss", "%", 100);

        private final String label;
        private final String unit;
        private final double scale;

        Property(String label, String unit, double scale) {
            this.label = label;
            this.unit = unit;
            this.scale = scale;
        }

        /** Its name for people. */
        public String label() {
            return label;
        }

        /** The unit that {@link Range#text} prints it in. */
        public String unit() {
            return unit;
        }
    }

    /**
     * The least and the most of a property, in bits per second, seconds, bytes, or as a share of one.
     *
     * @param property which
     * @param least the least
     * @param most the most
     */
    public record Range(Property property, double least, double most) {

        boolean contains(double value) {
            return value >= least * (1 - ROUNDING) && value <= most * (1 + ROUNDING);
        }

        /** The range for people, in the property's unit: {@code "25 to 100"}. */
        public String text() {
            String from = figure(property, least);
            String to = figure(property, most);
            return from.equals(to) ? from : from + " to " + to;
        }
    }

    /**
     * Cases of one kind.
     *
     * @param source who measured them
     * @param control their congestion control
     * @param lossy whether their links lose packets at random
     * @param cases how many there are
     * @param ranges of the properties that any of them states
     */
    public record Part(
            ValidationCase.Source source,
            CongestionControl control,
            boolean lossy,
            int cases,
            Map<Property, Range> ranges) {
        public Part {
            ranges = ImmutableMap.copyOf(ranges);
        }

        /** What tells the part from the others, in words. */
        public String label() {
            return control.name().toLowerCase(Locale.ROOT)
                    + (lossy ? ", random loss" : "")
                    + (source == ValidationCase.Source.PUBLISHED ? " (published)" : "")
                    + (source == ValidationCase.Source.AGAIN ? " (again)" : "");
        }
    }

    /**
     * Whether a path lies within what was measured.
     *
     * @param inside whether it does
     * @param outside what does not, by the part that it comes nearest to; empty if it lies inside
     */
    public record Coverage(boolean inside, List<Validity.Excess> outside) {
        public Coverage {
            outside = List.copyOf(outside);
        }
    }

    private record Key(ValidationCase.Source source, CongestionControl control, boolean lossy) {}

    private final List<Part> parts = new ArrayList<>();

    /** The ranges of some cases. */
    public MeasuredRanges(List<ValidationCase> cases) {
        Map<Key, List<MeasuredPath>> paths = new LinkedHashMap<>();
        for (ValidationCase tested : cases) {
            MeasuredPath path = tested.path();
            paths.computeIfAbsent(
                            new Key(tested.source(), path.control(), path.lossRate() > 0), key -> new ArrayList<>())
                    .add(path);
        }
        paths.forEach((key, members) -> {
            Map<Property, Range> ranges = new LinkedHashMap<>();
            for (Property property : Property.values()) {
                double[] values = members.stream()
                        .map(path -> valueOf(property, path))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .sorted()
                        .toArray();
                if (values.length > 0) {
                    ranges.put(property, new Range(property, values[0], values[values.length - 1]));
                }
            }
            parts.add(new Part(key.source(), key.control(), key.lossy(), members.size(), ranges));
        });
    }

    /** The ranges of every case there is. */
    public static MeasuredRanges ofAll() {
        return All.RANGES;
    }

    /** The ranges of our own cases, by which the packet network is judged too. */
    public static MeasuredRanges ofOwn() {
        return Own.RANGES;
    }

    // Read when first asked for, once.

    private static final class All {
        static final MeasuredRanges RANGES = new MeasuredRanges(NetworkValidation.cases());
    }

    private static final class Own {
        static final MeasuredRanges RANGES = new MeasuredRanges(NetworkValidation.cases().stream()
                .filter(NetworkValidation::judgesPackets)
                .toList());
    }

    /** The parts, in the order in which the cases come. */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /**
     * Whether a path lies within the ranges of a part of its congestion control. Properties that the path leaves open are
     * not asked; one that it states and no case of a part does lies outside of that part.
     */
    public Coverage covers(MeasuredPath path) {
        List<Validity.Excess> nearest = List.of(new Validity.Excess(
                path.control().name().toLowerCase(Locale.ROOT) + ": no case has this congestion control"
                        + (path.lossRate() > 0 ? " and random loss" : ""),
                "",
                null,
                null,
                null,
                null));
        boolean found = false;
        for (Part part : parts) {
            if (part.control() != path.control() || part.lossy() != path.lossRate() > 0) {
                continue;
            }
            List<Validity.Excess> outside = new ArrayList<>();
            for (Property property : Property.values()) {
                OptionalDouble asked = valueOf(property, path);
                Range range = part.ranges().get(property);
                if (asked.isPresent() && (range == null || !range.contains(asked.getAsDouble()))) {
                    double value = asked.getAsDouble() * property.scale;
                    outside.add(new Validity.Excess(
                            property.label(),
                            property.unit(),
                            value,
                            value,
                            range == null ? null : range.least() * property.scale,
                            range == null ? null : range.most() * property.scale));
                }
            }
            if (outside.isEmpty()) {
                return new Coverage(true, List.of());
            }
            if (!found || outside.size() < nearest.size()) {
                nearest = outside;
                found = true;
            }
        }
        return new Coverage(false, nearest);
    }

    /** The parts as a Markdown table. */
    public String markdown() {
        StringBuilder text = new StringBuilder("| cases | number");
        for (Property property : Property.values()) {
            text.append(" | ").append(property.label()).append(", ").append(property.unit());
        }
        text.append(" |\n|---|---:")
                .append("|---:".repeat(Property.values().length))
                .append("|\n");
        for (Part part : parts) {
            text.append("| ").append(part.label()).append(" | ").append(part.cases());
            for (Property property : Property.values()) {
                Range range = part.ranges().get(property);
                text.append(" | ").append(range == null ? "–" : range.text());
            }
            text.append(" |\n");
        }
        return text.toString();
    }

    private static OptionalDouble valueOf(Property property, MeasuredPath path) {
        return switch (property) {
            case RATE -> OptionalDouble.of(path.bitsPerSecond());
            case ROUND_TRIP -> OptionalDouble.of(path.rttSeconds());
            case PRODUCT -> OptionalDouble.of(path.bitsPerSecond() / 8 * path.rttSeconds());
            case QUEUE -> stated(path.queueProducts());
            case SIZE -> stated(path.bytes());
            case LOSS -> OptionalDouble.of(path.lossRate());
        };
    }

    private static OptionalDouble stated(@Nullable Number value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.doubleValue());
    }

    /** A value in its property's unit, rounded. */
    private static String figure(Property property, double value) {
        return Validity.figure(value * property.scale);
    }
}
