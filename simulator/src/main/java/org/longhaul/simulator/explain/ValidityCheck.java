package org.longhaul.simulator.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.FlowWeaknesses;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.validation.MeasuredPath;
import org.longhaul.simulator.validation.MeasuredRanges;
import org.longhaul.simulator.validation.Validity;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Finds out whether transfers lie within what was measured, transfer by transfer.
 *
 * <p>Of a queue that the topology does not state nothing is asked. Sizes count for one connection, to three digits.
 */
public final class ValidityCheck {

    private final NetworkChoice choice;
    private final Topology topology;
    private final Routing routing;
    private final ConnectionRules rules;
    private final Set<MeasuredPath> known = new HashSet<>();
    /** The one before: of many equal paths in a row only the first is looked up. */
    private @Nullable MeasuredPath last;

    private final Map<Object, Validity.Excess> excesses = new LinkedHashMap<>();
    private final Set<String> weaknesses = new LinkedHashSet<>();
    private int outside;

    /**
     * Of a model on a network.
     *
     * @param rules what is stated for single connections
     */
    public ValidityCheck(NetworkChoice choice, Topology topology, Routing routing, ConnectionRules rules) {
        this.rules = rules;
        this.choice = choice;
        this.topology = topology;
        this.routing = routing;
    }

    /** Whether some transfers of a model lie within what was measured; null on a model that no row judges. */
    static @Nullable Validity of(NetworkChoice choice, ExchangeSetting setting, TransferCensus census) {
        ValidityCheck check = new ValidityCheck(choice, setting.topology(), setting.routing(), setting.rules());
        check.add(census);
        return check.result();
    }

    /** Takes in the transfers of an exchange. */
    public void add(TransferCensus census) {
        for (TransferCensus.Alike alike : census.transfers()) {
            add(alike.source(), alike.target(), alike.channel(), alike.bytes());
        }
        addSenders(census.mostSenders());
    }

    /** Takes in so many senders into one port at once. */
    void addSenders(int senders) {
        String sentence = FlowWeaknesses.incast(senders);
        if (sentence != null) {
            addWeakness(sentence);
        }
    }

    /** Takes in what is known of {@code flow}. */
    void addWeakness(String sentence) {
        if (choice.model() instanceof FlowModel) {
            weaknesses.add(sentence);
        }
    }

    /** Takes in transfers of a size over one connection of a pair. */
    public void add(int source, int target, int channel, long bytes) {
        CongestionControl control = control(source, channel);
        if (control == null || source == target) {
            return;
        }
        int[] there = routing.route(source, target, channel);
        int[] back = routing.route(/* sourceNode= */ target, /* targetNode= */ source, channel);
        MeasuredPath path = MeasuredPath.of(topology, there, back, control, threeDigits(bytes));
        if (path.isAs(last)) {
            return;
        }
        last = path;
        if (!known.add(path)) {
            return;
        }
        MeasuredRanges.Coverage coverage = ranges().covers(path);
        if (!coverage.inside()) {
            outside++;
            for (Validity.Excess excess : coverage.outside()) {
                excesses.merge(excess.kind(), excess, Validity.Excess::and);
            }
        }
        weaknesses.addAll(choice.weaknesses(topology, there, back));
    }

    /** That of a connection; null where no row can be of it. */
    private @Nullable CongestionControl control(int source, int channel) {
        CongestionControl own = choice.congestionControl();
        String assigned = rules.of(source, channel);
        if (own == null || assigned == null) {
            return own;
        }
        return Arrays.stream(CongestionControl.values())
                .filter(known -> known.id().equals(assigned))
                .findFirst()
                .orElse(null);
    }

    private MeasuredRanges ranges() {
        return choice.model() instanceof PacketModel ? MeasuredRanges.ofOwn() : MeasuredRanges.ofAll();
    }

    static long threeDigits(long bytes) {
        long unit = 1;
        while (bytes / unit >= 1000) {
            unit *= 10;
        }
        return (bytes + unit / 2) / unit * unit;
    }

    /** What was found; null on a model that no row judges. */
    public @Nullable Validity result() {
        return choice.congestionControl() == null
                ? null
                : new Validity(known.size(), outside, new ArrayList<>(excesses.values()), List.copyOf(weaknesses));
    }
}
