/**
 * Models as pure functions of their parameters, the layout of those parameters in one flat vector, and the exact sizes
 * of published architectures.
 */
@NullMarked
package org.longhaul.training.model;

import org.jspecify.annotations.NullMarked;
