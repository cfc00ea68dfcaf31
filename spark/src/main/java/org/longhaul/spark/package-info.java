/**
 * Sweeps beyond one machine: trainings and points as tasks of Apache Spark.
 *
 * <p>{@link org.longhaul.spark.SparkEngine} is found by its id, {@code spark}, where this module is on the class path. The driver
 * keeps the sweep's directory, journal and store; executors are sent what a task needs and send back what came of it.
 */
@NullMarked
package org.longhaul.spark;

import org.jspecify.annotations.NullMarked;
