package org.longhaul.training.replica;

import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;
import org.longhaul.training.weighting.WeighedWorker;

/** A replica whose samples are weighted. */
final class WeighedReplica implements WeighedWorker {
    private final Replica replica;
    private final WeighedState state;
    private final ReplicaSetup setup;
    private final Layout layout;
    private final RowPool rows;
    private double passes;

    /** One that has computed nothing for it. */
    WeighedReplica(Replica replica, WeighedState state, ReplicaSetup setup, Layout layout, RowPool rows) {
        this.replica = replica;
        this.state = state;
        this.setup = setup;
        this.layout = layout;
        this.rows = rows;
    }

    Replica replica() {
        return replica;
    }

    /** Forward passes, each over as many rows as a training batch has. */
    double passes() {
        return passes;
    }

    @Override
    public int rank() {
        return replica.worker();
    }

    @Override
    public Device device() {
        return setup.device();
    }

    @Override
    public Tensor parameters() {
        return replica.flat().parameters();
    }

    @Override
    public Tensor kept(String name) {
        return state.kept(name);
    }

    @Override
    public Batch drawn(long step) {
        return replica.batch(step);
    }

    @Override
    public Tensor hidden(Tensor flat, Batch batch) {
        passes += (double) batch.rows() / rows.batchRows();
        // A stand-in of a forecast has nothing to say, but takes the time.
        return setup.model() instanceof ScoringModel scoring
                ? setup.pass().hidden(scoring, layout.views(flat), batch)
                : Tensors.zeros(
                        device(), setup.type(), batch.rows(), 1, setup.model().hiddenWidth());
    }
}
