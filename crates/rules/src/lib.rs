//! Dated parameters, statuses, calendar and deadlines
