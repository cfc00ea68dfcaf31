/**
 * Execution traces of MLCommons Chakra: recorded trainings go out as one, and any can come here as a run that is replayed.
 *
 * <p>A package of its own because the format is another's. From the lowest up: {@code ChakraNode} and the two streams know the
 * file; {@code RankOrder} puts a rank's nodes into an order; {@code TraceExport} and {@code TraceImport} are the ways in. For
 * {@code study.command}. Imports replays and the engine's plans.
 *
 * @see <a href="https://github.com/mlcommons/chakra">MLCommons Chakra</a>, {@code schema/protobuf/et_def.proto} and {@code
 *     src/feeder}; Sridharan et al., "Chakra: Advancing Performance Benchmarking and Co-design using Standardized Execution
 *     Traces", arXiv 2305.14516
 */
@NullMarked
package org.longhaul.study.chakra;

import org.jspecify.annotations.NullMarked;
