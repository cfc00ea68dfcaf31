package org.longhaul.scenario.engine.simulation;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.FaultContext;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.fault.Incident;
import org.longhaul.simulator.fault.IncidentSource;

/**
 * A fault some of whose incidents do not happen, to see what they cost. The others are the same to the nanosecond: they are
 * drawn from the streams of the whole fault.
 */
public final class PartialFault implements FaultModel<Record> {
    private final Fault whole;
    private final BitSet leftOut;

    private PartialFault(Fault whole, BitSet leftOut) {
        this.whole = whole;
        this.leftOut = (BitSet) leftOut.clone();
    }

    /**
     * The fault without some of its incidents. A fault may strike for ever, so those left out are a finite set: whoever asks
     * for the next of the others would wait for it until the end of time.
     *
     * @param leftOut ordinals of those that do not happen, counted from 0 by their starts
     */
    public static Fault of(Fault whole, BitSet leftOut) {
        return new Fault(whole.name(), new PartialFault(whole, leftOut), whole.settings());
    }

    /** A fault without any incident. */
    public static Fault silent(String name) {
        Silent silent = new Silent(name);
        return new Fault(name, silent, silent);
    }

    @Override
    public String id() {
        return whole.model().id();
    }

    @Override
    public String description() {
        return whole.model().description();
    }

    @Override
    public String source() {
        return whole.model().source();
    }

    @Override
    public Class<Record> settingsType() {
        return Record.class;
    }

    @Override
    public IncidentSource create(Record settings, FaultContext context) {
        IncidentSource all = whole.incidents(context.topology(), context.streams());
        return new IncidentSource() {
            private int ordinal;

            @Override
            public @Nullable Incident next() {
                Incident incident = all.next();
                while (incident != null && isLeftOut()) {
                    incident = all.next();
                }
                return incident;
            }

            private boolean isLeftOut() {
                return ordinal < leftOut.length() && leftOut.get(ordinal++);
            }
        };
    }

    /** A fault model that never does anything, and its settings. */
    private record Silent(String name) implements FaultModel<Record> {
        @Override
        public String id() {
            return name;
        }

        @Override
        public String description() {
            return "Nothing happens.";
        }

        @Override
        public String source() {
            return "";
        }

        @Override
        public Class<Record> settingsType() {
            return Record.class;
        }

        @Override
        public IncidentSource create(Record settings, FaultContext context) {
            return () -> null;
        }
    }
}
