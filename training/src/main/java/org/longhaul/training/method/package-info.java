/**
 * What distributed methods have in common: the step that they define, their factory, what they hold for evaluation.
 *
 * <p>A method asks the {@code Communicator} for every exchange and the replicas for every computation, so that what it
 * costs is what it did. The methods themselves are in the packages below, by how they work. For sessions of training and
 * for methods. Imports {@code training.communicate} and {@code training.replica}.
 */
@NullMarked
package org.longhaul.training.method;

import org.jspecify.annotations.NullMarked;
