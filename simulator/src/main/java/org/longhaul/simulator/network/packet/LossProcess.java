package org.longhaul.simulator.network.packet;

import java.util.random.RandomGenerator;

/** Which packets a wire loses; one instance belongs to one direction of one link. */
interface LossProcess {

    /** Whether the next packet is lost. */
    boolean loses();

    /** Each packet is lost with the same probability, independently of the others. */
    final class Bernoulli implements LossProcess {
        private final double lossRate;
        private final RandomGenerator random;

        Bernoulli(double lossRate, RandomGenerator random) {
            this.lossRate = lossRate;
            this.random = random;
        }

        @Override
        public boolean loses() {
            return random.nextDouble() < lossRate;
        }
    }

    /**
     * Losses in bursts: a chain of a good state without loss and a bad one that loses each packet with a given
     * probability; it steps once a packet.
     *
     * @see <a href="https://doi.org/10.1002/j.1538-7305.1963.tb00955.x">E. Elliott, "Estimates of error rates for codes on
     *     burst-noise channels", Bell System Technical Journal 42(5), 1963</a>
     */
    final class GilbertElliott implements LossProcess {
        private final double toBad;
        private final double toGood;
        private final double badLossRate;
        private final RandomGenerator random;
        private boolean bad;

        /**
         * @param lossRate long-run share of packets lost
         * @param badPackets mean stay in the bad state, packets
         * @param badLossRate share of packets lost in the bad state, above {@code lossRate}
         */
        GilbertElliott(double lossRate, double badPackets, double badLossRate, RandomGenerator random) {
            double badShare = lossRate / badLossRate;
            this.toGood = 1 / badPackets;
            this.toBad = Math.min(1, toGood * badShare / (1 - badShare));
            this.badLossRate = badLossRate;
            this.random = random;
            this.bad = random.nextDouble() < badShare;
        }

        @Override
        public boolean loses() {
            boolean lost = bad && random.nextDouble() < badLossRate;
            bad = bad ? random.nextDouble() >= toGood : random.nextDouble() < toBad;
            return lost;
        }
    }
}
