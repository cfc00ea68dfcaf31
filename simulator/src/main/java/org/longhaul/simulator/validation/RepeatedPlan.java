package org.longhaul.simulator.validation;

import java.util.Arrays;
import org.longhaul.simulator.collective.TransferPlan;

/** A plan several times over: each participant begins again when it is done itself, as the measurements' programs did. */
final class RepeatedPlan extends TransferPlan {

    private final TransferPlan plan;
    private final int times;

    RepeatedPlan(TransferPlan plan, int times) {
        super(nodes(plan), plan.ranks(), plan.chunks(), plan.bytes());
        this.plan = plan;
        this.times = times;
    }

    private static int[] nodes(TransferPlan plan) {
        int[] nodes = new int[plan.participants()];
        Arrays.setAll(nodes, plan::node);
        return nodes;
    }

    @Override
    public int rounds() {
        return plan.rounds() * times;
    }

    @Override
    public void sends(int round, int participant, TransferSink sink) {
        plan.sends(round % plan.rounds(), participant, sink);
    }

    @Override
    public int receives(int round, int participant) {
        return plan.receives(round % plan.rounds(), participant);
    }

    @Override
    public int kind(int round) {
        return plan.kind(round % plan.rounds());
    }
}
