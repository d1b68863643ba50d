/** The glossary's words for what Rust names by a code. */
export const words = {
  stage: {
    detect: 'Detect',
    create: 'Create',
    classify: 'Classify',
    troubleshoot: 'Troubleshoot',
    resolve: 'Resolve',
    review: 'Review',
    follow_up: 'Follow up',
    closed: 'Closed'
  },
  kind: { external: 'External', internal: 'Internal' },
  audience: {
    public: 'Public',
    employees: 'Employees',
    executives: 'Executives',
    customers: 'Affected customers',
    social: 'Social media'
  },
  /** Who waits to hear from us, where there is little room. */
  waits: {
    public: 'Public',
    employees: 'Staff',
    executives: 'Execs',
    customers: 'Customers',
    social: 'Social',
    customer: 'A customer'
  },
  nextTo: {
    public: 'next update to the public',
    employees: 'next update to employees',
    executives: 'next update to executives',
    customers: 'next update to affected customers',
    social: 'next update on social media',
    customer: 'next to a customer'
  },
  detection: {
    alert: 'An alert',
    employee: 'An employee',
    customer: 'A customer',
    social_media: 'Social media'
  },
  drill: 'Drill',
  private: 'Private',
  unclassified: 'Not classified',
  noManager: 'No Incident Manager',
  torn: 'Two people changed this',
  nextFor: (label: string, who: string) => `${label}, ${who}`
};
