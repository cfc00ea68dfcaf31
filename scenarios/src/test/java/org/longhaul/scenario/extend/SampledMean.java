package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** Federated averaging as a user writes it: the clients of a round, sampled, and their mean, weighted by samples. */
@Provides(
        id = "sampled-mean",
        description = "Clients that are sampled train on their own; the server takes their mean by samples.",
        source = "McMahan et al., arXiv 1602.05629, Algorithm 1")
public final class SampledMean implements DistributedMethodFactory<SampledMean.Settings> {
    /** How long a round is. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("local steps of a round") long period) {
        /** Checks the range. */
        public Settings {
            Require.period("period", period);
        }
    }

    @Override
    public boolean hasServer() {
        return true;
    }

    @Override
    public DistributedMethod create(Settings settings, Replicas replicas) {
        long period = settings.period();
        double[] samples = replicas.samples();
        Tensor server = replicas.newVectorOfInitialParameters();
        return new DistributedMethod() {
            @Override
            public void step(long step, Replicas clients, Communicator net) {
                if (step % period == 0) {
                    clients.enter(clients.cohort(step / period), step, false);
                    net.broadcast(
                            clients.atServer("model", server), clients.parameters(), null, Release.AFTER_BACKWARD);
                }
                clients.localStep(step);
                if ((step + 1) % period == 0) {
                    end(step + 1, clients, net);
                }
            }

            private void end(long updates, Replicas clients, Communicator net) {
                net.reduceMean(
                        clients.parameters(),
                        clients.atServer("parameters", server),
                        null,
                        Release.AFTER_BACKWARD,
                        samples);
                clients.enter(List.of(), updates, false);
            }

            @Override
            public void finish(long steps, Replicas clients, Communicator net) {
                if (steps % period != 0) {
                    end(steps, clients, net);
                }
            }

            @Override
            public double[] weights() {
                return samples.clone();
            }

            @Override
            public HeldModel evaluated(Replicas clients) {
                return HeldModel.ofServer(server);
            }

            @Override
            public Map<String, Tensor> state() {
                return Map.of("server", server);
            }
        };
    }
}
