package org.longhaul.simulator.fault.trace;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.fault.Direction;
import org.longhaul.simulator.fault.DurationRules;
import org.longhaul.simulator.fault.Effect;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/**
 * Bandwidth, latency or loss of links as a file recorded it, in any of the forms that {@code TraceReader} knows. The value
 * takes the place of the topology's; a bandwidth of 0 is a link that is down. Before the first row the topology's own value
 * holds.
 *
 * <p>With {@code step} a value holds until the next row; with {@code linear} it is that of the straight line between rows,
 * sampled at the middle of each period. At the end the last value holds, or the trace begins again: then it must begin at
 * time 0, and its last row is only the end of the cycle.
 */
@SuppressWarnings("rawtypes")
@AutoService(FaultModel.class)
@Provides(
        id = "trace",
        description = "Bandwidth, latency or loss of links as a file recorded it.",
        source = "Netravali et al., Mahimahi: accurate record-and-replay for HTTP, USENIX ATC 2015 (link traces); "
                + "Casanova et al., SimGrid, JPDC 74(10), 2014 (availability profiles); "
                + "Riiser et al., Commute path bandwidth traces from 3G networks, MMSys 2013 (logs of bytes)")
public final class Trace implements FaultModel<Trace.Settings> {

    /** What a trace states. */
    public enum Quantity {
        /** Rate, such as {@code 80 Mbit/s}. */
        BANDWIDTH,
        /** One-way latency, such as {@code 30 ms}. */
        LATENCY,
        /** Share of packets that are lost, such as {@code 0.01} or {@code 1 %}. */
        LOSS
    }

    /** What holds between rows. */
    public enum Interpolation {
        /** The value of the row before. */
        STEP,
        /** The straight line. */
        LINEAR
    }

    /** What comes after the last row. */
    public enum AtEnd {
        /** Its value, for ever. */
        HOLD,
        /** The first row again. */
        REPEAT
    }

    /**
     * Settings of {@link Trace}.
     *
     * @param file the file
     * @param quantity what it states
     * @param unit of values that are written without one; null: the header's, or all have one
     * @param timeUnit of times that are written without one; null: the header's, else seconds
     * @param interpolation what holds between rows
     * @param period from sample to sample of the straight line; what deliveries are counted over
     * @param every how far apart rows are, whatever time they state; null: as they state
     * @param only text of a cell of the rows that count, such as a unit of the FCC's; null: all rows
     * @param atEnd what comes after the last row; null: as the file's format has it, else hold
     * @param links ids or patterns
     * @param betweenSites if given, only links that join these sites
     * @param direction which directions
     */
    public record Settings(
            @JsonPropertyDescription(
                            "table of time and value, delivery opportunities (Mahimahi), log of bytes (HSDPA, FCC), or JSON")
                    Path file,
            @JsonProperty(defaultValue = "bandwidth") @JsonPropertyDescription("bandwidth, latency or loss")
                    Quantity quantity,
            @Nullable
                    @JsonPropertyDescription(
                            "unit of values that are written without one, such as Mbit/s or ms; absent: the header's")
                    String unit,
            @Nullable
                    @JsonPropertyDescription(
                            "unit of times that are written without one; absent: the header's, else seconds")
                    String timeUnit,
            @JsonProperty(defaultValue = "step") @JsonPropertyDescription("what holds between rows: step or linear")
                    Interpolation interpolation,
            @JsonProperty(defaultValue = "1 s")
                    @JsonPropertyDescription("linear: from sample to sample; deliveries: what they are counted over")
                    Duration period,
            @Nullable
                    @JsonPropertyDescription("how far apart rows are, whatever time they state; absent: as they state")
                    Duration every,
            @Nullable
                    @JsonPropertyDescription(
                            "text of a cell of the rows that count, such as a unit_id; absent: all rows")
                    String only,
            @Nullable
                    @JsonPropertyDescription(
                            "after the last row: hold or repeat; absent: repeat where the file's format does, else hold")
                    AtEnd atEnd,
            @JsonProperty(defaultValue = "['*']") @JsonPropertyDescription("links that vary, by id or pattern with *")
                    List<String> links,
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("if given, only links that join different ones of these sites")
                    List<String> betweenSites,
            @JsonProperty(defaultValue = "both") @JsonPropertyDescription("both, forward or backward")
                    Direction direction) {
        public Settings {
            links = List.copyOf(links);
            betweenSites = List.copyOf(betweenSites);
            DurationRules.period("period", period);
            if (every != null) {
                DurationRules.period("every", every);
            }
            if (unit != null && quantity == Quantity.LOSS && !unit.equals("%")) {
                throw new IllegalArgumentException("unit (" + unit + ") of a loss can only be %.");
            }
            if (timeUnit != null) {
                Durations.parseNanos("1 " + timeUnit);
            }
            if (unit != null && quantity == Quantity.BANDWIDTH) {
                Bandwidth.parse("1 " + unit);
            } else if (unit != null && quantity == Quantity.LATENCY) {
                Durations.parseNanos("1 " + unit);
            }
        }
    }

    @Override
    public IncidentSource create(Settings settings, FaultContext context) {
        TraceFile read = TraceReader.read(settings);
        AtEnd stated = settings.atEnd();
        AtEnd atEnd = stated != null ? stated : read.loops() ? AtEnd.REPEAT : AtEnd.HOLD;
        TraceFile rows = atEnd == AtEnd.REPEAT ? read.closed() : read;
        if (atEnd == AtEnd.REPEAT && (rows.timeNanos().getLong(0) != 0 || rows.rows() < 2)) {
            throw new IllegalArgumentException(
                    "atEnd (repeat) needs a trace of two rows or more that begins at time 0; "
                            + settings.file() + " has " + rows.rows() + " and begins at "
                            + Durations.formatNanos(rows.timeNanos().getLong(0)) + ".");
        }
        IntArrayList arcs = settings.direction()
                .arcs(new Elements(context.topology()).links(settings.links(), settings.betweenSites()));
        arcs.removeIf((int arc) -> !context.topology().isOpen(arc));
        return new Playback(settings, context, rows, arcs, atEnd);
    }

    /** Turns rows into incidents. */
    private static final class Playback implements IncidentSource {

        private static final long LAST_NANOS = Long.MAX_VALUE / 4;

        private final Settings settings;
        private final AtEnd atEnd;
        private final FaultContext context;
        private final TraceFile rows;
        private final IntArrayList arcs;
        private final String label;
        private long cycleNanos;
        private int row;
        private long sample;
        private boolean hasEnded;

        Playback(Settings settings, FaultContext context, TraceFile rows, IntArrayList arcs, AtEnd atEnd) {
            this.settings = settings;
            this.atEnd = atEnd;
            this.context = context;
            this.rows = rows;
            this.arcs = arcs;
            this.label = "trace " + settings.file().getFileName();
            // The first sample that begins within the trace.
            long period = settings.period().toNanos();
            this.sample = (rows.timeNanos().getLong(0) + period - 1) / period;
        }

        @Override
        public @Nullable Incident next() {
            if (hasEnded || cycleNanos > LAST_NANOS) {
                return null;
            }
            return settings.interpolation() == Interpolation.STEP ? nextStep() : nextSample();
        }

        private Incident nextStep() {
            long start = cycleNanos + rows.timeNanos().getLong(row);
            double value = rows.value().getDouble(row);
            if (row == rows.rows() - 1) {
                hasEnded = true;
                return incident(start, Long.MAX_VALUE, value);
            }
            long end = cycleNanos + rows.timeNanos().getLong(++row);
            if (atEnd == AtEnd.REPEAT && row == rows.rows() - 1) {
                row = 0;
                cycleNanos += rows.lastNanos();
            }
            return incident(start, end, value);
        }

        private Incident nextSample() {
            long period = settings.period().toNanos();
            long start = sample * period;
            long within = start + period / 2 - cycleNanos;
            if (atEnd == AtEnd.REPEAT) {
                cycleNanos += Math.floorDiv(within, rows.lastNanos()) * rows.lastNanos();
                within = Math.floorMod(within, rows.lastNanos());
            } else if (within >= rows.lastNanos()) {
                hasEnded = true;
                return incident(start, Long.MAX_VALUE, rows.linear(within));
            }
            sample++;
            return incident(start, start + period, rows.linear(within));
        }

        // What has to be lost beside a link's own loss for a total.
        private static double lossBeside(double own, double total) {
            return (total - own) / (1 - own);
        }

        private Incident incident(long start, long end, double value) {
            List<Effect> effects = new ArrayList<>(arcs.size());
            for (int arc : arcs) {
                effects.add(effect(arc, value));
            }
            return new Incident(context.name(), Incident.Kind.VARIATION, label, start, end, effects);
        }

        private Effect effect(int arc, double value) {
            Topology topology = context.topology();
            return switch (settings.quantity()) {
                case BANDWIDTH -> new Effect.ArcRate(arc, value / topology.arcBitsPerSecond(arc));
                case LATENCY -> new Effect.ArcLatency(arc, 1, Math.round(value) - topology.arcLatencyNanos(arc));
                case LOSS -> new Effect.ArcLoss(arc, lossBeside(topology.arcLossRate(arc), value));
            };
        }
    }
}
