package org.longhaul.training.agent;

/** Agents that have been trained and can be asked anything of their task. */
public interface TrainedAgents {
    /** The agents with their drafts to queries that are drawn by a seed. */
    AgentTeam asked(int queries, long seed);
}
