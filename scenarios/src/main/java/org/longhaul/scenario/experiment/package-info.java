/**
 * Trainings that are looked into: what their workers' momenta, displacements and subspaces do, which no loss tells. For claims of
 * papers, which name them like models. Each experiment is one class; it trains with the methods and optimizers that scenarios
 * use. Imports the vocabulary of files, and training.
 */
@NullMarked
package org.longhaul.scenario.experiment;

import org.jspecify.annotations.NullMarked;
