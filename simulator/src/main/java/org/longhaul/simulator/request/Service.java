package org.longhaul.simulator.request;

import java.util.List;

/**
 * Answers the requests of a run. It acts on arrivals alone: of requests, and then in the continuations of what it begins for
 * them; see {@link RequestContext}. One object answers all requests of a run under one seed, so it may keep state, such as whose
 * turn it is. Draws random numbers from streams of its own only ({@link ServiceContext#streams}), by a request's number where
 * the order of arrivals shall not matter.
 */
@FunctionalInterface
public interface Service {

    /**
     * A request has arrived at its client's host. The service sees to it that it is finished or abandoned once; one that is
     * neither when nothing more happens counts as unanswered.
     */
    void arrived(RequestContext request);

    /**
     * What a request costs the hosts on average, as far as that is known before anything runs: a load beyond what they can do is
     * refused. Empty where it is not known.
     */
    default List<Demand> demands() {
        return List.of();
    }

    /** What it takes for granted and nobody measured, a sentence each, to be said beside its figures. */
    default List<String> assumptions() {
        return List.of();
    }

    /**
     * What a request costs a host on average.
     *
     * @param host node of the host
     * @param work for a request
     */
    record Demand(int host, Work work) {}
}
