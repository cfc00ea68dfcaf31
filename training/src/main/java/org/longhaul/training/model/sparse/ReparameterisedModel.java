package org.longhaul.training.model.sparse;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.CalibratedModel;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.ScoringModel;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.Reading;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Tensor;

/**
 * A model that computes with other weights than those that are stored, {@link EffectiveWeights}. They are made in each forward pass
 * and never written back. A filter of inputs ({@link Tensor#seeing}) of a stored weight is that of the one that is computed with.
 *
 * <p>One replica at a time. Making the weights costs a few operations an element, which are not counted: the products of a layer
 * take two for each element, place and example.
 */
public class ReparameterisedModel implements Model {
    private final Model of;
    private final EffectiveWeights weights;
    private final List<ParameterSpec> parameters = new ArrayList<>();
    private final int first;

    private ReparameterisedModel(Model of, EffectiveWeights weights) {
        this.of = of;
        this.weights = weights;
        int found = -1;
        for (ParameterSpec spec : of.parameters()) {
            found = found < 0 && spec.isPrunable() ? parameters.size() : found;
            parameters.add(spec.isPrunable() ? weights.started(spec) : spec);
        }
        first = found;
    }

    /** The model with other weights. */
    public static Model of(Model model, EffectiveWeights weights) {
        if (!(model instanceof ScoringModel scoring)) {
            return new ReparameterisedModel(model, weights);
        }
        return model instanceof CalibratedModel calibrated
                ? new Calibrated(scoring, calibrated, weights)
                : new Scoring(scoring, weights);
    }

    /** What follows the parameters stays as it is. */
    final Tensor[] effective(Tensor[] stored) {
        Tensor[] all = stored.clone();
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i).isPrunable()) {
                all[i] = weights.of(stored[i], i == first);
                if (stored[i].inputFilter() != null) {
                    all[i] = all[i].seeing(stored[i].inputFilter());
                }
            }
        }
        return all;
    }

    /** The same of a model that scores. */
    private static class Scoring extends ReparameterisedModel implements ScoringModel {
        private final ScoringModel of;

        private Scoring(ScoringModel of, EffectiveWeights weights) {
            super(of, weights);
            this.of = of;
        }

        @Override
        public Tensor scores(Tensor[] stored, Tensor inputs) {
            return of.scores(effective(stored), inputs);
        }

        @Override
        public List<UnaryOperator<Tensor>> stages(Tensor[] stored, Tensor inputs) {
            return of.stages(effective(stored), inputs);
        }
    }

    /** The same of a model that is judged by statistics beside its parameters, which are those of what it computes with. */
    private static final class Calibrated extends Scoring implements CalibratedModel {
        private final CalibratedModel of;

        private Calibrated(ScoringModel scoring, CalibratedModel of, EffectiveWeights weights) {
            super(scoring, weights);
            this.of = of;
        }

        @Override
        public int calibrationBatches() {
            return of.calibrationBatches();
        }

        @Override
        public Tensor[] calibrated(Tensor[] stored, List<Batch> batches) {
            Tensor[] all = of.calibrated(effective(stored), batches);
            System.arraycopy(stored, 0, all, 0, stored.length);
            return all;
        }
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.copyOf(parameters);
    }

    @Override
    public List<ParameterGroup> groups() {
        return of.groups();
    }

    @Override
    public Task task() {
        return of.task();
    }

    @Override
    public Tensor loss(Tensor[] stored, Batch batch) {
        return of.loss(effective(stored), batch);
    }

    @Override
    public Tensor losses(Tensor[] stored, Batch batch, int replicas) {
        throw new UnsupportedOperationException(identity() + " computes one replica at a time.");
    }

    @Override
    public Prediction predict(Tensor[] stored, Batch batch) {
        return of.predict(effective(stored), batch);
    }

    @Override
    public Model judged() {
        Model judged = of.judged();
        return judged == of ? this : of(judged, weights);
    }

    @Override
    public List<Reading> readings() {
        return of.readings();
    }

    @Override
    public List<WeightedSum> read(Tensor[] stored, Batch batch) {
        return of.read(effective(stored), batch);
    }

    @Override
    public @Nullable String judgedBy() {
        return of.judgedBy();
    }

    @Override
    public int hiddenWidth() {
        return of.hiddenWidth();
    }

    @Override
    public double forwardFlopsPerItem() {
        return of.forwardFlopsPerItem();
    }

    @Override
    public double backwardFlopsPerItem() {
        return of.backwardFlopsPerItem();
    }

    @Override
    public double activationsPerItem(Pass pass) {
        return of.activationsPerItem(pass);
    }

    @Override
    public @Nullable BatchSource ownBatches(long seed) {
        return of.ownBatches(seed);
    }

    @Override
    public String identity() {
        return of.identity() + ", with " + weights.words();
    }
}
