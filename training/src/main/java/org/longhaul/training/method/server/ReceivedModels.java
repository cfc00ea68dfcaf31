package org.longhaul.training.method.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What a server receives of each client for itself, and makes one of by an {@link Aggregation}. */
public final class ReceivedModels {
    /**
     * How it is sent.
     *
     * @param net by which it is
     * @param format form of parameters and pseudo-gradients; null for the usual one
     * @param release when it may start
     * @param learningRate local learning rate of the round's first step
     */
    public record Way(Communicator net, @Nullable Codec format, Release release, double learningRate) {}

    private final Aggregation aggregation;
    private final Replicas replicas;
    private final double[] samples;
    private final @Nullable Tensor kept;
    private double[] losses = {};
    private List<Integer> known = List.of();

    /** Nothing has been received. */
    public ReceivedModels(Aggregation aggregation, Replicas replicas) {
        this.aggregation = aggregation;
        this.replicas = replicas;
        samples = replicas.samples();
        kept = aggregation.kept() == 0 ? null : replicas.newVector(aggregation.kept());
    }

    /** {@link Aggregation#takesLosses}. */
    public boolean takesLosses() {
        return aggregation.takesLosses();
    }

    /** Everybody who takes part knows the loss of the model that it received, in rank order, and will send it in this step. */
    public void know(List<Double> ofReceived) {
        known = replicas.present();
        losses = ofReceived.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /**
     * Receives and combines.
     *
     * @param sent parameters or pseudo-gradients of those who were heard
     * @param server the server's parameters, where parameters are sent; null for pseudo-gradients
     * @param into becomes their mean, in the same sense
     */
    public void mean(StateGroup sent, @Nullable Tensor server, Tensor into, Way way) {
        TensorScope.run(() -> {
            double[] told = takesLosses() ? gatherLosses(sent.ranks(), way) : new double[0];
            List<Tensor> models = new ArrayList<>();
            sent.ranks().forEach(rank -> models.add(into.copy()));
            way.net().gather(sent, replicas.workers(), models, way.format(), way.release());
            if (server != null) {
                models.forEach(model -> model.subInPlace(server));
            }
            long statistics = replicas.layout().statistics();
            double[] squares = models.stream()
                    .mapToDouble(model -> Math.pow(
                            model.narrow(0, statistics, model.elements() - statistics)
                                    .norm(),
                            2))
                    .toArray();
            double[] ofSamples =
                    sent.ranks().stream().mapToDouble(rank -> samples[rank]).toArray();
            double[] coefficients = coefficients(new Aggregation.Clients(told, squares, ofSamples, way.learningRate()));
            if (server == null) {
                into.zeroInPlace();
            } else {
                into.copyInPlace(server);
            }
            double sum = Arrays.stream(coefficients).sum();
            for (int i = 0; i < coefficients.length; i++) {
                into.addInPlace(models.get(i), coefficients[i]);
                if (statistics > 0 && sum > 0) {
                    // However far the server goes, running statistics become a mean of the clients'.
                    into.narrow(0, 0, statistics)
                            .addInPlace(
                                    models.get(i).narrow(0, 0, statistics), coefficients[i] / sum - coefficients[i]);
                }
            }
        });
    }

    private double[] coefficients(Aggregation.Clients clients) {
        double[] numbers = kept == null ? new double[0] : kept.toDoubles();
        double[] coefficients = aggregation.coefficients(clients, numbers);
        if (kept != null) {
            kept.copyInPlace(Tensors.of(kept.device(), numbers, numbers.length));
        }
        return coefficients;
    }

    /** The clients send their losses, four bytes each; the server's are what it receives. */
    private double[] gatherLosses(List<Integer> heard, Way way) {
        List<Tensor> own = new ArrayList<>();
        List<Tensor> received = new ArrayList<>();
        for (int rank : heard) {
            own.add(Tensors.of(device(), new float[] {(float) losses[known.indexOf(rank)]}, 1));
            received.add(Tensors.zeros(device(), 1));
        }
        way.net()
                .gather(
                        StateGroup.ofNumbers("loss", 1, heard, own),
                        replicas.workers(),
                        received,
                        Casts.FP32,
                        way.release());
        return received.stream().mapToDouble(Tensor::item).toArray();
    }

    private Device device() {
        return replicas.setup().device();
    }

    /** What it keeps from round to round, by name. */
    public Map<String, Tensor> state() {
        return kept == null ? Map.of() : Map.of("aggregation", kept);
    }
}
